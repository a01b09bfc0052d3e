namespace Sensorium.Sql.TestFiles;

public enum TestValueKind : byte
{
    Null,
    Boolean,
    Number,
    Text,
}
