namespace Sensorium.Web.Pages;

/// <summary>A field of a CSV file and where its characters, quotes included, stand.</summary>
internal readonly record struct CsvCell(int Start, int Length, string Text);
