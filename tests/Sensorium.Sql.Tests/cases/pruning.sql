CREATE VIEW wide AS SELECT device_id AS d, value * 2 AS twice, upper(sensor_type) AS unused, event_time FROM temperature WHERE n > 0;
CREATE VIEW renamed AS SELECT d AS device, twice, event_time AS at FROM wide WHERE d <> '';
CREATE TABLE a AS SELECT device, twice FROM renamed WHERE twice > 10;
CREATE TABLE b AS SELECT device FROM renamed;
CREATE TABLE c AS SELECT * FROM temperature;
