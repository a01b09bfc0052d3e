CREATE TABLE weather_by_hour COMMENT 'The weather over all stations by the hour' PARTITIONED BY (day) AS
SELECT
  window_start,
  CAST(window_start AS DATE) AS day,
  condition,
  count(*) AS readings,
  avg(temperature) AS mean_temperature,
  min(temperature) AS low,
  max(temperature) AS high,
  avg(wind_speed) AS mean_wind,
  max(wind_speed) AS top_wind,
  avg(humidity) AS mean_humidity,
  max(air_quality) AS worst_air
FROM TUMBLE(TABLE weather, DESCRIPTOR(event_time), INTERVAL '1' HOUR)
GROUP BY window_start, window_end, condition;
