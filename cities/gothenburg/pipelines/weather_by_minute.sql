CREATE TABLE weather_by_minute COMMENT 'The weather over all stations by the minute' PARTITIONED BY (day) AS
SELECT
  window_start,
  CAST(window_start AS DATE) AS day,
  count(*) AS readings,
  avg(temperature) AS mean_temperature,
  avg(wind_speed) AS mean_wind,
  avg(humidity) AS mean_humidity,
  max(air_quality) AS worst_air
FROM TUMBLE(TABLE weather, DESCRIPTOR(event_time), INTERVAL '1' MINUTE)
GROUP BY window_start, window_end;
