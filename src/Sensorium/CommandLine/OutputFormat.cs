namespace Sensorium.CommandLine;

internal enum OutputFormat
{
    Text,
    Table,
    Csv,
    Json,
    Parquet,
}
