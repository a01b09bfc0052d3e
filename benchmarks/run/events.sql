-- A minute's readings of each sensor, without the low ones: the work that both engines do.
CREATE STREAM events (
  sensor VARCHAR   FROM 'sensorId',
  value  DOUBLE,
  time   TIMESTAMP FROM 'timestamp',
  WATERMARK FOR time AS time - INTERVAL '10' SECOND
) WITH (format = 'json');

CREATE TABLE minutes AS
SELECT
  window_start,
  sensor,
  count(*) AS n,
  avg(value) AS mean,
  min(value) AS low,
  max(value) AS high
FROM TUMBLE(TABLE events, DESCRIPTOR(time), INTERVAL '1' MINUTE)
WHERE value > 10
GROUP BY window_start, window_end, sensor;
