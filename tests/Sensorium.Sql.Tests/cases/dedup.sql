CREATE TABLE a AS SELECT device_id, value FROM DEDUP(TABLE temperature, DESCRIPTOR(device_id, value), INTERVAL '10' MINUTE) WHERE value > 0;
CREATE TABLE b AS
SELECT window_start, count(*) AS c
FROM TUMBLE(TABLE(DEDUP(TABLE temperature, DESCRIPTOR(device_id), INTERVAL '1' HOUR)), DESCRIPTOR(event_time), INTERVAL '1' DAY)
GROUP BY window_start;
