CREATE TABLE a AS
SELECT window_start, upper(substring(sensor_type, 1, 1)) AS k, CASE WHEN n < 0 THEN 'neg' ELSE 'pos' END AS sgn,
  COUNT(*) AS all_rows, COUNT(value) AS c, COUNT(*) FILTER (WHERE flag) AS flagged, SUM(n) AS total, SUM(value) AS dsum, AVG(n) AS mean,
  MIN(device_id) AS lo, MAX(event_time) AS hi, FIRST_VALUE(value) AS f, LAST(value) AS l,
  MAX(value) - MIN(value) AS spread, SUM(value) / COUNT(value) AS by_hand
FROM TUMBLE(TABLE temperature, DESCRIPTOR(event_time), INTERVAL '15' MINUTE)
GROUP BY window_start, window_end, UPPER(SUBSTRING(sensor_type, 1, 1)), CASE WHEN n < 0 THEN 'neg' ELSE 'pos' END
HAVING COUNT(*) >= 4 AND MAX(value) > 25 AND window_start >= '2026-01-01 00:00:00';
