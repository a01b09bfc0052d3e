TEST 'the readings of a minute become one row for each sensor';
GIVEN temperature (device_id, value, event_time) VALUES
  ('temp_1', 21.5, '2026-05-04 12:00:05'),
  ('temp_1', 22.5, '2026-05-04 12:00:40'),
  ('temp_2', 19.25, '2026-05-04 12:00:59.999'),
  ('temp_1', 23, '2026-05-04 12:01:00');
EXPECT temperature_by_minute VALUES
  ('2026-05-04 12:00:00', '2026-05-04', 'temp_1', 2, 44.0, 22.0, 21.5, 22.5),
  ('2026-05-04 12:00:00', '2026-05-04', 'temp_2', 1, 19.25, 19.25, 19.25, 19.25),
  ('2026-05-04 12:01:00', '2026-05-04', 'temp_1', 1, 23.0, 23.0, 23.0, 23.0);
EXPECT NO ROWS IN temperature_by_minute__late;

TEST 'every spelling of a device is its device';
GIVEN temperature JSON '
{"device_id": "a", "sensor_type": "temperature", "value": 20, "unit": "Celsius", "timestamp": "2026-05-04T12:00:00+00:00"}
{"deviceId": "a", "sensorType": "temperature", "value": 21, "unit": "Celsius", "timestamp": "Mon May 04 14:00:20 CEST 2026"}
{"deviceID": "a", "value": 22, "timestamp": "2026-05-04T12:00:30Z"}
';
EXPECT temperature_by_minute (device_id, readings, mean) VALUES ('a', 3, 21.0);

TEST 'what no sensor can have measured is rejected with its reason';
GIVEN temperature JSON '
{"device_id": "a", "value": 999, "timestamp": "2026-05-04T12:00:00Z"}
{"device_id": "a", "timestamp": "2026-05-04T12:00:01Z"}
{"value": 20, "timestamp": "2026-05-04T12:00:02Z"}
{"device_id": "a", "value": 20, "timestamp": "yesterday"}
{"device_id": "a", "value":
';
EXPECT NO ROWS IN temperature_by_minute;
EXPECT temperature_by_minute__rejected (reason) VALUES
  ('value fails CHECK (value BETWEEN -90 AND 60)'),
  ('value is missing or null'),
  ('device_id is missing or null'),
  ('event_time is not a timestamp'),
  ('the record is not valid JSON');

TEST 'a reading that comes after its minute has closed is late';
GIVEN temperature (device_id, value, event_time) VALUES
  ('a', 20, '2026-05-04 12:00:30'),
  ('a', 21, '2026-05-04 12:01:10'),
  ('a', 22, '2026-05-04 12:00:45');
EXPECT temperature_by_minute (window_start, readings) VALUES
  ('2026-05-04 12:00:00', 1),
  ('2026-05-04 12:01:00', 1);
EXPECT temperature_by_minute__late (event_time, watermark) VALUES ('2026-05-04 12:00:45', '2026-05-04 12:01:00');

TEST 'a clock that runs ahead harms nobody';
AT '2026-05-04 12:00:50';
GIVEN temperature (device_id, value, event_time) VALUES
  ('a', 20, '2026-05-04 12:00:30'),
  ('wrong', 20, '2026-05-04 13:00:00'),
  ('a', 21, '2026-05-04 12:00:31');
EXPECT temperature_by_minute (device_id, readings) VALUES ('a', 2);
EXPECT temperature_by_minute__rejected (reason) VALUES ('event_time is in the future');
