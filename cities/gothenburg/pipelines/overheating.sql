CREATE ALERT overheating TO city_alerts
  SEVERITY 'high'
  KEY (device_id)
  FOR INTERVAL '1' MINUTE
  UNTIL value < 24.5
  COMMENT 'An indoor sensor near the end of its range for a minute' AS
SELECT device_id, value, event_time
FROM temperature
WHERE value > 24.8;
