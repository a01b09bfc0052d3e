namespace Sensorium.Pipelines.Sql.Tests;

public enum TestValueKind : byte
{
    Null,
    Boolean,
    Number,
    Text,
}
