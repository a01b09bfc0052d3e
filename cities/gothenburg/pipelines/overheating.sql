CREATE ALERT overheating TO city_alerts
  SEVERITY 'high'
  KEY (device_id)
  FOR INTERVAL '1' MINUTE
  UNTIL value < high - 0.3
  COMMENT 'An indoor sensor above the high threshold of reference/thresholds.csv for a minute' AS
SELECT r.device_id, r.value, t.high, r.event_time
FROM temperature AS r
JOIN thresholds AS t ON 'temperature' = t.sensor_type
WHERE r.value > t.high;
