CREATE TABLE a AS SELECT t.device_id, s.site, value > s.max_value AS is_high FROM temperature AS t JOIN stations AS s ON t.device_id = s.id;
CREATE TABLE b AS SELECT * FROM temperature LEFT JOIN zones USING (device_id);
CREATE TABLE c AS
SELECT window_start, site, number, count(*) AS c
FROM TUMBLE(TABLE temperature, DESCRIPTOR(event_time), INTERVAL '1' MINUTE) AS t
JOIN stations ON lower(t.device_id) = stations.id
LEFT JOIN zones ON t.n = zones.number AND zones.device_id = t.device_id
WHERE site IS NOT NULL
GROUP BY window_start, site, number;
