-- The same window written in every way Flink takes.
CREATE TABLE a AS SELECT window_end, count(*) AS c FROM TABLE(TUMBLE(TABLE temperature, DESCRIPTOR(event_time), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end;
CREATE TABLE b AS SELECT window_end, count(*) AS c FROM TUMBLE(temperature, DESCRIPTOR(event_time), INTERVAL '60' SECOND) GROUP BY 1;
CREATE TABLE c AS SELECT window_end AS e, count(*) AS c FROM TABLE(TUMBLE(DATA => TABLE temperature, TIMECOL => DESCRIPTOR(event_time), SIZE => INTERVAL '20' MINUTES, `OFFSET` => INTERVAL '5' MINUTES)) GROUP BY e;
CREATE TABLE d AS SELECT w.window_start, w.n, count(*) AS c FROM HOP(TABLE temperature, DESCRIPTOR(event_time), INTERVAL '01:30' MINUTE TO SECOND, INTERVAL '0 00:03' DAY TO MINUTE, INTERVAL -'1' SECOND) AS w WHERE w.value > 1 GROUP BY w.window_start, w.n;
CREATE TABLE e AS SELECT window_time, sum(kwh) AS used FROM TUMBLE((SELECT kwh, read_at FROM meters), DESCRIPTOR(read_at), INTERVAL '1' DAY TIME ZONE 'Europe/Stockholm') GROUP BY window_time;
CREATE TABLE f AS SELECT window_start, count(*) AS c FROM TUMBLE(TABLE untimed, DESCRIPTOR(_appended_at), INTERVAL '1' HOUR) GROUP BY window_start;
