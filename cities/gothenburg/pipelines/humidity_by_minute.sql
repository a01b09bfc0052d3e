CREATE TABLE humidity_by_minute COMMENT 'Every humidity sensor by the minute, in Percent' PARTITIONED BY (day) AS
SELECT
  window_start,
  CAST(window_start AS DATE) AS day,
  device_id,
  count(*) AS readings,
  sum(value) AS total,
  avg(value) AS mean,
  min(value) AS low,
  max(value) AS high
FROM TUMBLE(TABLE humidity, DESCRIPTOR(event_time), INTERVAL '1' MINUTE)
GROUP BY window_start, window_end, device_id;
