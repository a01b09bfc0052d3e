TEST 'only what is beyond the thresholds of its kind';
GIVEN temperature (device_id, sensor_type, value, event_time) VALUES
  ('temp_1', 'temperature', 24.9, '2026-05-04 12:00:00'),
  ('temp_1', 'temperature', 24.8, '2026-05-04 12:00:01'),
  ('temp_2', 'temperature', 18.4, '2026-05-04 12:00:02');
GIVEN humidity (device_id, sensor_type, value, event_time) VALUES
  ('humidity_1', 'humidity', 69.5, '2026-05-04 12:00:00'),
  ('humidity_1', 'humidity', 50, '2026-05-04 12:00:01');
EXPECT readings_out_of_bounds (device_id, value, low, high, side) VALUES
  ('temp_1', 24.9, 18.5, 24.8, 'high'),
  ('temp_2', 18.4, 18.5, 24.8, 'low'),
  ('humidity_1', 69.5, 20.0, 69.0, 'high');

TEST 'a kind without thresholds is never out of bounds';
GIVEN energy (device_id, sensor_type, value, event_time) VALUES
  ('meter_1', 'heat', 999, '2026-05-04 12:00:00'),
  ('meter_2', NULL, 999, '2026-05-04 12:00:00');
EXPECT NO ROWS IN readings_out_of_bounds;
