CREATE TABLE a AS SELECT
  n + 1 AS i, n + count_big AS l, n / 2.0 AS d, -n AS neg, -5 AS five, -9223372036854775808 AS least_long, 2 * n - 3 * (n - 1) AS prec,
  n IN (1, 2, NULL) AS isin, n NOT BETWEEN 1 AND 2 AS nb, sensor_type LIKE 'a!_%' ESCAPE '!' AS lk,
  flag IS NOT TRUE AS nt, flag IS UNKNOWN AS u, n IS NOT DISTINCT FROM count_big AS same,
  CASE n WHEN 1 THEN 'one' WHEN 2 THEN 'two' END AS word, COALESCE(n, count_big, -1) AS co, NULLIF(sensor_type, '') AS ni, IF(flag, n, 2.5) AS iff,
  CAST(n AS VARCHAR) || '/' || sensor_type AS t, TRY_CAST(sensor_type AS DOUBLE) AS tc, CAST(NULL AS BIGINT) AS nul, NULL AS nothing,
  EXTRACT(YEAR FROM event_time) AS y, FLOOR(event_time TO HOUR) AS h, TIMESTAMPADD(MONTH, 1, event_time) AS later,
  TIMESTAMPDIFF(SECOND, TIMESTAMP '2026-03-01 00:00:00', event_time) AS ds, event_time + INTERVAL '90' SECOND AS plus, to_seconds(event_time - event_time) AS diff,
  event_time > '2026-03-01' AS after_text, CAST(event_time AS DATE) = DATE '2026-03-07' AS on7, event_time BETWEEN '2026-01-01' AND DATE '2026-02-01' AS between_dates,
  location.latitude AS lat, TRIM(LEADING 'x' FROM sensor_type) AS tr, SUBSTRING(sensor_type FROM 2 FOR 3) AS sub, POSITION('a' IN sensor_type) AS pos,
  NOT (flag AND n > 0 OR FALSE) AS logic, _partition AS p, _position AS o
FROM temperature;
