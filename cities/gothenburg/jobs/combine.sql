-- The three sensor tables as one row a minute. A minute that one of them lacks is there with nulls.
CREATE OR REPLACE TABLE final.city_by_minute AS
WITH temperature AS (
  SELECT window_start, day, count(*) AS sensors, sum(readings) AS readings, sum(total) / sum(readings) AS mean, min(low) AS low, max(high) AS high
  FROM processed.temperature_by_minute GROUP BY window_start, day
),
humidity AS (
  SELECT window_start, day, count(*) AS sensors, sum(readings) AS readings, sum(total) / sum(readings) AS mean
  FROM processed.humidity_by_minute GROUP BY window_start, day
),
energy AS (
  SELECT window_start, day, count(*) AS meters, sum(readings) AS readings, sum(mean) AS total, sum(total) / sum(readings) AS mean
  FROM processed.energy_by_minute GROUP BY window_start, day
)
SELECT
  window_start,
  day,
  temperature.sensors AS temperature_sensors,
  temperature.mean AS mean_temperature,
  temperature.low AS lowest_temperature,
  temperature.high AS highest_temperature,
  humidity.sensors AS humidity_sensors,
  humidity.mean AS mean_humidity,
  energy.meters AS energy_meters,
  energy.mean AS mean_energy,
  energy.total AS total_energy,
  CAST(coalesce(temperature.readings, 0) + coalesce(humidity.readings, 0) + coalesce(energy.readings, 0) AS BIGINT) AS readings
FROM temperature
FULL JOIN humidity USING (window_start, day)
FULL JOIN energy USING (window_start, day)
ORDER BY window_start;
