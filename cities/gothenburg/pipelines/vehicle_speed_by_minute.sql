CREATE TABLE vehicle_speed_by_minute COMMENT 'Speed in the zones of the city over five minutes, every minute, in km/h' PARTITIONED BY (day) AS
SELECT
  window_start,
  window_end,
  CAST(window_start AS DATE) AS day,
  zone,
  count(*) AS fixes,
  avg(speed) AS mean_speed,
  max(speed) AS top_speed,
  sum(CASE WHEN speed < 1 THEN 1 ELSE 0 END) AS standing
FROM HOP(TABLE vehicles_in_zones, DESCRIPTOR(event_time), INTERVAL '1' MINUTE, INTERVAL '5' MINUTE)
GROUP BY window_start, window_end, zone;
