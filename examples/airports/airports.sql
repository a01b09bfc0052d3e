-- Hourly weather of three airports. One reading says 1048 miles an hour: CHECK rejects it with its reason, so no average knows it.
CREATE STREAM weather (
  origin     VARCHAR   NOT NULL,
  temp       DOUBLE    UNIT 'Fahrenheit',
  wind_speed DOUBLE    UNIT 'mph' CHECK (wind_speed < 200),
  event_time TIMESTAMP FROM 'time_hour',
  WATERMARK FOR event_time AS event_time - INTERVAL '400' DAY
) WITH (format = 'csv', nulls = 'NA');

CREATE TABLE weather_by_day AS
SELECT
  window_start,
  origin,
  count(*) AS readings,
  (avg(temp) - 32) / 1.8 AS celsius,
  max(wind_speed) AS wind
FROM TUMBLE(TABLE weather, DESCRIPTOR(event_time), INTERVAL '1' DAY TIME ZONE 'America/New_York')
GROUP BY window_start, window_end, origin;

CREATE TABLE gales AS
SELECT origin, event_time, wind_speed * 0.44704 AS metres_a_second
FROM weather
WHERE wind_speed >= 34;
