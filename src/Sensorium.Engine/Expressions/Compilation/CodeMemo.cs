using Sensorium.Core;

namespace Sensorium.Engine.Expressions.Compilation;

/// <summary>
/// Results of an expression over one coded text column, by code, so that each distinct text is computed once. As large as the dictionary,
/// which is bounded; begun anew when the column comes with another one.
/// </summary>
internal sealed class CodeMemo<T>
    where T : struct
{
    public const byte Unknown = 0;
    public const byte Known = 1;
    public const byte KnownNull = 2;

    private TextDictionary? _dictionary;
    private byte[] _states = [];

    public T[] Values { get; private set; } = [];

    /// <summary>Makes room for every code of the column; the states by code, or null where the column is not coded.</summary>
    public byte[]? Use(TextColumn column)
    {
        if (column.Dictionary is not { } dictionary)
        {
            return null;
        }

        if (_dictionary != dictionary)
        {
            _dictionary = dictionary;
            Array.Clear(_states);
        }

        // A dictionary without entries still has code 0 for null rows.
        var size = Math.Max(1, dictionary.Count);
        if (_states.Length < size)
        {
            var states = new byte[size * 2];
            var values = new T[size * 2];
            _states.CopyTo(states, 0);
            Values.CopyTo(values, 0);
            (_states, Values) = (states, values);
        }

        return _states;
    }
}
