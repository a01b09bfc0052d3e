CREATE TABLE readings_out_of_bounds COMMENT 'Readings beyond what reference/thresholds.csv calls comfortable' PARTITIONED BY (day) AS
SELECT
  r.event_time,
  CAST(r.event_time AS DATE) AS day,
  r.device_id,
  r.sensor_type,
  r.value,
  t.low,
  t.high,
  CASE WHEN r.value > t.high THEN 'high' ELSE 'low' END AS side
FROM (
  SELECT device_id, sensor_type, value, event_time
  FROM temperature
  UNION ALL
  SELECT device_id, sensor_type, value, event_time
  FROM humidity
  UNION ALL
  SELECT device_id, sensor_type, value, event_time
  FROM energy
) AS r
JOIN thresholds AS t ON r.sensor_type = t.sensor_type
WHERE r.value > t.high OR r.value < t.low;
