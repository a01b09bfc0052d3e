-- A road's traffic every five minutes, in local time. Some readings come twice, two of them six days late.
CREATE STREAM road (
  road       INT       FROM 'REPORT_ID',
  reading    BIGINT    FROM '_id',
  speed      DOUBLE    FROM 'avgSpeed' UNIT 'km/h',
  vehicles   INT       FROM 'vehicleCount',
  event_time TIMESTAMP FROM 'TIMESTAMP',
  WATERMARK FOR event_time AS event_time - INTERVAL '1' HOUR
) WITH (format = 'csv', zone = 'Europe/Copenhagen');

CREATE TABLE traffic_by_hour AS
SELECT window_start, road, count(*) AS readings, sum(vehicles) AS vehicles, avg(speed) AS speed
FROM TUMBLE(TABLE(DEDUP(TABLE road, DESCRIPTOR(reading), INTERVAL '1' HOUR)), DESCRIPTOR(event_time), INTERVAL '1' HOUR)
GROUP BY window_start, window_end, road;
