namespace Sensorium.Pipelines.Sql.Ast;

internal enum TruthTest : byte
{
    Null,
    True,
    False,
    Unknown,
}
