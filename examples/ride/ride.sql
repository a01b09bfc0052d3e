-- A bicycle ride, replayed from GPX: one message a track point. A point without a time is rejected, not guessed.
CREATE STREAM ride (
  device     VARCHAR   FROM 'deviceId' NOT NULL,
  place      POINT     FROM 'location',
  speed      DOUBLE    UNIT 'km/h',
  elevation  DOUBLE    UNIT 'm',
  heart_rate INT       FROM 'hr',
  segment    INT,
  time       TIMESTAMP FROM 'timestamp',
  WATERMARK FOR time AS time - INTERVAL '5' SECOND
) WITH (format = 'json');

CREATE TABLE ride_by_minute AS
SELECT
  window_start,
  segment,
  count(*) AS points,
  round(avg(speed), 2) AS speed,
  avg(heart_rate) AS heart_rate,
  last(cell(place, 7)) AS cell
FROM TUMBLE(TABLE ride, DESCRIPTOR(time), INTERVAL '1' MINUTE)
GROUP BY window_start, window_end, segment;
