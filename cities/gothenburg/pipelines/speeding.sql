CREATE ALERT speeding TO city_alerts
  SEVERITY 'medium'
  KEY (device_id)
  FOR INTERVAL '10' SECOND
  UNTIL speed < 65 OR zone IS NULL
  COMMENT 'A car faster than 75 km/h in a zone of the city for ten seconds' AS
SELECT device_id, zone, speed, event_time
FROM vehicles_in_zones
WHERE zone IS NOT NULL AND speed > 75;
