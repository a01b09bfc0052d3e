CREATE STREAM events (
  id         VARCHAR   NOT NULL,
  value      DOUBLE    CHECK (value < 1000),
  mark       BIGINT    NOT NULL,
  event_time TIMESTAMP FROM 'at' NOT NULL,
  WATERMARK FOR event_time AS event_time - INTERVAL '2' SECOND
) WITH (format = 'json');

CREATE STREAM cars (
  device     VARCHAR   NOT NULL,
  location   POINT     NOT NULL,
  speed      DOUBLE    UNIT 'km/h',
  event_time TIMESTAMP FROM 'at' NOT NULL,
  WATERMARK FOR event_time AS event_time - INTERVAL '2' SECOND
) WITH (stream = 'car_data', format = 'json');

CREATE TABLE by_minute AS
SELECT window_start, id, count(*) AS n, avg(value) AS mean, max(value) AS high
FROM TUMBLE(TABLE events, DESCRIPTOR(event_time), INTERVAL '1' MINUTE)
GROUP BY window_start, window_end, id;

CREATE TABLE marked AS SELECT mark, event_time FROM events WHERE mark > 0;

CREATE TABLE speed_by_minute AS
SELECT window_start, count(*) AS fixes, avg(speed) AS speed
FROM TUMBLE(TABLE cars, DESCRIPTOR(event_time), INTERVAL '1' MINUTE)
GROUP BY window_start, window_end;
