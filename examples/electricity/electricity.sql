-- Half-hourly demand: days as Melbourne has them, of 23, 24 and 25 hours, and the mean of the last four hours, every half hour.
CREATE STREAM demand (
  time        TIMESTAMP FROM 'time_utc',
  demand      DOUBLE    FROM 'demand_mwh' UNIT 'MWh',
  temperature DOUBLE    FROM 'temperature_c' UNIT 'Celsius',
  holiday     BOOLEAN,
  WATERMARK FOR time AS time - INTERVAL '30' MINUTE
) WITH (format = 'csv');

CREATE TABLE demand_by_day AS
SELECT
  window_start,
  count(*) AS readings,
  sum(demand) AS demand,
  max(demand) AS peak,
  max(temperature) AS warmest
FROM TUMBLE(TABLE demand, DESCRIPTOR(time), INTERVAL '1' DAY TIME ZONE 'Australia/Melbourne')
GROUP BY window_start, window_end;

CREATE TABLE rolling_demand AS
SELECT window_end, avg(demand) AS mean
FROM HOP(TABLE demand, DESCRIPTOR(time), INTERVAL '30' MINUTE, INTERVAL '4' HOUR)
GROUP BY window_start, window_end;
