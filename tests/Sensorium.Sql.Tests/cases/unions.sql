CREATE TABLE a AS
SELECT device_id AS id, value AS amount, event_time AS at FROM temperature
UNION ALL
(SELECT id, kwh, read_at FROM meters)
UNION ALL
SELECT NULL, n, event_time FROM temperature;

CREATE TABLE b AS
WITH both AS (SELECT n AS x, event_time FROM temperature UNION ALL SELECT count_big, event_time FROM temperature)
SELECT window_start, sum(x) AS s FROM TUMBLE(TABLE both, DESCRIPTOR(event_time), INTERVAL '1' MINUTE) GROUP BY window_start;
