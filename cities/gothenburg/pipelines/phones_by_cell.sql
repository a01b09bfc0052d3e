CREATE TABLE phones_by_cell COMMENT 'How busy the city is, by cell of about a kilometre and minute' PARTITIONED BY (day) AS
SELECT
  window_start,
  CAST(window_start AS DATE) AS day,
  cell(location, 6) AS cell,
  platform,
  count(*) AS fixes,
  avg(speed) AS mean_speed
FROM TUMBLE(TABLE phones, DESCRIPTOR(event_time), INTERVAL '1' MINUTE)
GROUP BY window_start, window_end, cell(location, 6), platform;
