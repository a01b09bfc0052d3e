CREATE TABLE vehicles_by_cell COMMENT 'Traffic by cell of about a kilometre and minute' PARTITIONED BY (day) AS
SELECT
  window_start,
  CAST(window_start AS DATE) AS day,
  cell(location, 6) AS cell,
  count(*) AS fixes,
  avg(speed) AS mean_speed,
  avg(latitude(location)) AS latitude,
  avg(longitude(location)) AS longitude
FROM TUMBLE(TABLE vehicles, DESCRIPTOR(event_time), INTERVAL '1' MINUTE)
GROUP BY window_start, window_end, cell(location, 6);
