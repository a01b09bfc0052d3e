TEST 'humidity by the minute';
GIVEN humidity (device_id, value, event_time) VALUES
  ('humidity_1', 40.5, '2026-05-04 12:00:00'),
  ('humidity_1', 41.5, '2026-05-04 12:00:30'),
  ('humidity_1', 101, '2026-05-04 12:00:31');
EXPECT humidity_by_minute (device_id, readings, total, mean, low, high) VALUES ('humidity_1', 2, 82.0, 41.0, 40.5, 41.5);
EXPECT humidity_by_minute__rejected (reason) VALUES ('value fails CHECK (value BETWEEN 0 AND 100)');

TEST 'energy by the minute, its sum exact';
GIVEN energy (device_id, value, event_time) VALUES
  ('energy_1', 0.1, '2026-05-04 12:00:00'),
  ('energy_1', 0.2, '2026-05-04 12:00:20'),
  ('energy_1', 0.3, '2026-05-04 12:00:40');
EXPECT energy_by_minute (device_id, readings, total) VALUES ('energy_1', 3, 0.6);
EXPECT energy_by_minute (mean) VALUES (0.2) WITHIN 0.000001;
