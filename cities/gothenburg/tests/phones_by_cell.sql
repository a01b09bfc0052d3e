TEST 'how many fixes of phones a cell has in a minute';
GIVEN phones (device_id, platform, location, speed, event_time) VALUES
  ('p1', 'iOS', '57.7, 11.97', 4, '2026-05-04 12:00:00'),
  ('p1', 'iOS', '57.7, 11.97', 6, '2026-05-04 12:00:30'),
  ('p2', 'Android', '57.7, 11.97', 5, '2026-05-04 12:00:30');
EXPECT phones_by_cell (window_start, cell, platform, fixes, mean_speed) VALUES
  ('2026-05-04 12:00:00', 'u6280r', 'iOS', 2, 5.0),
  ('2026-05-04 12:00:00', 'u6280r', 'Android', 1, 5.0);
