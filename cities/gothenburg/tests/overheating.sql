TEST 'a sensor that stays hot for a minute raises an alert, and one that cools clears it';
GIVEN temperature (device_id, value, event_time) VALUES
  ('hot', 24.9, '2026-05-04 12:00:00'),
  ('brief', 24.9, '2026-05-04 12:00:00'),
  ('hot', 24.95, '2026-05-04 12:00:30'),
  ('brief', 24.0, '2026-05-04 12:00:30'),
  ('hot', 24.85, '2026-05-04 12:01:00'),
  ('brief', 24.9, '2026-05-04 12:01:00'),
  ('hot', 24.6, '2026-05-04 12:02:00'),
  ('hot', 24.4, '2026-05-04 12:03:00');
EXPECT overheating (event, severity, key, since, event_time) VALUES
  ('raised', 'high', '{"device_id":"hot"}', '2026-05-04 12:00:00', '2026-05-04 12:01:00'),
  ('cleared', 'high', '{"device_id":"hot"}', '2026-05-04 12:00:00', '2026-05-04 12:03:00');

TEST 'at the threshold it is not hot yet';
GIVEN temperature (device_id, value, event_time) VALUES
  ('warm', 24.8, '2026-05-04 12:00:00'),
  ('warm', 24.8, '2026-05-04 12:05:00');
EXPECT NO ROWS IN overheating;
