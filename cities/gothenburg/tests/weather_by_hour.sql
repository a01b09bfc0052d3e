TEST 'the weather of an hour over all stations';
GIVEN weather JSON '
{"id": "s1", "temperature": 10, "weatherCondition": "Rain", "windSpeed": 20, "humidity": 80, "airQualityIndex": 40, "timestamp": "2026-05-04T12:00:00Z"}
{"id": "s2", "temperature": 12, "weather_condition": "Rain", "wind_speed": 30, "humidity": 90, "air_quality_index": 60, "timestamp": "2026-05-04T12:30:00Z"}
{"id": "s3", "temperature": 14, "weatherCondition": "Cloudy", "windSpeed": 10, "humidity": 70, "airQualityIndex": 30, "timestamp": "2026-05-04T12:59:59Z"}
';
EXPECT weather_by_hour (window_start, condition, readings, mean_temperature, low, high, mean_wind, top_wind, mean_humidity, worst_air) VALUES
  ('2026-05-04 12:00:00', 'Rain', 2, 11.0, 10.0, 12.0, 25.0, 30.0, 85.0, 60),
  ('2026-05-04 12:00:00', 'Cloudy', 1, 14.0, 14.0, 14.0, 10.0, 10.0, 70.0, 30);
