-- A year of Seattle by the hour, and four by the day. The hours are local times; the zone makes instants of them.
CREATE STREAM hourly (
  time        TIMESTAMP FROM 'date',
  pressure    DOUBLE    UNIT 'hPa',
  temperature DOUBLE    UNIT 'Celsius',
  wind        DOUBLE,
  WATERMARK FOR time AS time - INTERVAL '1' HOUR
) WITH (format = 'csv', zone = 'America/Los_Angeles');

-- A day is no instant: without an event time the rows can be filtered and computed, but not put into windows.
CREATE STREAM daily (
  day     DATE    FROM 'date' NOT NULL,
  rain    DOUBLE  FROM 'precipitation' UNIT 'mm',
  warmest DOUBLE  FROM 'temp_max' UNIT 'Celsius',
  coldest DOUBLE  FROM 'temp_min' UNIT 'Celsius',
  weather VARCHAR
) WITH (format = 'csv');

CREATE TABLE temperature_by_day AS
SELECT
  window_start,
  count(*) AS hours,
  avg(temperature) AS mean,
  min(temperature) AS coldest,
  max(temperature) AS warmest
FROM TUMBLE(TABLE hourly, DESCRIPTOR(time), INTERVAL '1' DAY TIME ZONE 'America/Los_Angeles')
GROUP BY window_start, window_end;

CREATE TABLE wet_days PARTITIONED BY (weather) AS
SELECT
  day,
  rain,
  warmest - coldest AS span,
  CASE WHEN rain >= 20 THEN 'heavy' WHEN rain >= 5 THEN 'rain' ELSE 'light' END AS kind,
  weather
FROM daily
WHERE rain > 0;
