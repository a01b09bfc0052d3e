CREATE TABLE temperature_by_minute COMMENT 'Every temperature sensor by the minute, in Celsius' PARTITIONED BY (day) AS
SELECT
  window_start,
  CAST(window_start AS DATE) AS day,
  device_id,
  count(*) AS readings,
  sum(value) AS total,
  avg(value) AS mean,
  min(value) AS low,
  max(value) AS high
FROM TUMBLE(TABLE temperature, DESCRIPTOR(event_time), INTERVAL '1' MINUTE)
GROUP BY window_start, window_end, device_id;
