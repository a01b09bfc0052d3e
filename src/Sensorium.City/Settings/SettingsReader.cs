using System.Collections;
using Sensorium.Core;

namespace Sensorium.City.Settings;

/// <summary>
/// Lays the sources over one another (flags, <c>SENSORIUM__A__B</c>, <c>SENSORIUM__A__B__FILE</c>, <c>city.&lt;env&gt;.json</c>,
/// <c>city.json</c>, defaults) and validates every value against the settings' types.
/// </summary>
internal sealed class SettingsReader(Type settingsType)
{
    private const string Prefix = "SENSORIUM__";
    private const string FileSuffix = "__FILE";

    private readonly SettingSchema _root = SettingSchema.Of(settingsType);
    private readonly Dictionary<string, SettingEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<string>> _parts = new(StringComparer.Ordinal);
    private readonly List<Problem> _problems = [];

    /// <summary>Reads the settings of the city in <paramref name="folder"/>, as <typeparamref name="T"/>.</summary>
    /// <exception cref="ProblemsException">Anything is wrong with them.</exception>
    public static LoadedSettings<T> Read<T>(string folder, SettingInputs inputs)
        where T : class
    {
        var reader = new SettingsReader(typeof(T));
        var settings = reader.Load(folder, inputs);
        return reader._problems.Count > 0
            ? throw new ProblemsException(reader._problems)
            : new((T)settings, reader.Entries(), inputs.Environment);
    }

    private object Load(string folder, SettingInputs inputs)
    {
        Take(SettingFile.Read(Path.Combine(folder, "city.json"), SettingSourceKind.CityFile, _problems), folder, inputs.Variables);
        var overlay = Path.Combine(folder, $"city.{inputs.Environment}.json");
        if (File.Exists(overlay))
        {
            Take(SettingFile.Read(overlay, SettingSourceKind.EnvironmentFile, _problems), folder, inputs.Variables);
        }

        Take(FromVariables(inputs.Variables), folder, inputs.Variables);
        Take(FromFlags(inputs.Flags), folder, inputs.Variables);
        return Bind(_root, "", inputs.Environment);
    }

    private List<WrittenSetting> FromVariables(IDictionary variables)
    {
        var written = new List<WrittenSetting>();
        foreach (DictionaryEntry variable in variables)
        {
            var name = (string)variable.Key;
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var text = (string?)variable.Value ?? "";
            var kind = SettingSourceKind.Variable;
            var address = name[Prefix.Length..];
            if (address.EndsWith(FileSuffix, StringComparison.OrdinalIgnoreCase))
            {
                kind = SettingSourceKind.VariableFile;
                address = address[..^FileSuffix.Length];
                if (Contents(text, name) is not { } contents)
                {
                    continue;
                }

                text = contents;
            }

            written.Add(new(address.Split("__"), text, WrittenForm.Any, new(kind, name)));
        }

        written.Sort((left, right) => left.Source.Kind.CompareTo(right.Source.Kind));
        return written;
    }

    private List<WrittenSetting> FromFlags(IReadOnlyList<string> flags)
    {
        var written = new List<WrittenSetting>();
        foreach (var flag in flags)
        {
            var equals = flag.IndexOf('=');
            if (equals <= 0)
            {
                _problems.Add(
                    new(ErrorCodes.WrongUsage, "--set", $"'{flag}' is not NAME=VALUE.", "write for example --set web.port=8600."));
                continue;
            }

            written.Add(new(flag[..equals].Split('.'), flag[(equals + 1)..], WrittenForm.Any, new(SettingSourceKind.Flag, "--set")));
        }

        return written;
    }

    private void Take(IReadOnlyList<WrittenSetting> written, string folder, IDictionary variables)
    {
        foreach (var setting in written)
        {
            if (setting.Address is ["$schema"])
            {
                continue;
            }

            if (Find(setting) is var (shape, name) && shape is not null)
            {
                Take(setting, shape, name, folder, variables);
            }
        }
    }

    /// <summary>The shape at the address, and the address as the types spell it.</summary>
    private (SettingSchema? Shape, string Name) Find(WrittenSetting setting)
    {
        // Environment variables are shouted and know no camelCase.
        var comparison = setting.Form == WrittenForm.Any ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        var shape = _root;
        var name = "";
        foreach (var step in setting.Address)
        {
            if (shape.Part is { } part)
            {
                var parts = _parts.TryGetValue(name, out var known) ? known : _parts[name] = new(StringComparer.Ordinal);
                var spelled = parts.FirstOrDefault(other => other.Equals(step, comparison))
                    ?? (setting.Source.Kind is SettingSourceKind.Variable or SettingSourceKind.VariableFile
                        ? step.ToLowerInvariant()
                        : step);
                parts.Add(spelled);
                (shape, name) = (part, $"{name}.{spelled}");
                continue;
            }

            var child = shape.Children.FirstOrDefault(other => other.Name.Equals(step, comparison));
            if (child is null)
            {
                Unknown(setting, shape, name, step);
                return (null, name);
            }

            (shape, name) = (child, name.Length == 0 ? child.Name : $"{name}.{child.Name}");
        }

        return (shape, name);
    }

    private void Unknown(WrittenSetting setting, SettingSchema shape, string name, string step)
    {
        var owner = name.Length == 0 ? "a city" : $"'{name}'";
        var nearest = Spelling.Nearest(step, shape.Children.Select(child => child.Name));
        var fix = shape.IsValue
            ? $"'{name}' is a value; take away what stands below it."
            : nearest is not null
                ? $"did you mean '{nearest}'?"
                : $"{owner} has {string.Join(", ", shape.Children.Select(child => child.Name))}.";
        _problems.Add(new("SN1004", setting.Source.Place, $"there is no setting '{(name.Length == 0 ? step : $"{name}.{step}")}'.", fix));
    }

    private void Take(WrittenSetting setting, SettingSchema shape, string name, string folder, IDictionary variables)
    {
        var place = setting.Source.Place;
        if (!shape.IsValue)
        {
            if (setting.Form != WrittenForm.Group)
            {
                var members = shape.Part is null ? string.Join(", ", shape.Children.Select(child => child.Name)) : "one member a name";
                _problems.Add(new("SN1005", place, $"'{name}' is a group of settings, not a value.", $"write an object with {members}."));
            }

            return;
        }

        if (setting.Form == WrittenForm.Null)
        {
            _entries.Remove(name);
            return;
        }

        var text = setting.Text;
        var isReference = false;
        if (setting.Form is WrittenForm.String or WrittenForm.Any && SecretReference.TryParse(text, out var reference))
        {
            if (reference.Resolve(folder, variables) is not { } resolved)
            {
                _problems.Add(new("SN1008", place, $"'{name}' refers to {reference.Describe()}, which is not there.", reference.Fix()));
                return;
            }

            (text, isReference) = (resolved, true);
        }
        else if (shape.Type == typeof(Secret) && setting.Source.Kind is SettingSourceKind.CityFile or SettingSourceKind.EnvironmentFile)
        {
            _problems.Add(new(
                "SN1007",
                place,
                $"'{name}' is a secret, and stands here in plain text.",
                "write ${env:NAME} or ${file:PATH}, keep the secret there, and change it: it has been in a file."));
            return;
        }

        var form = isReference ? WrittenForm.Any : setting.Form;
        if (SettingText.Read(shape.Type, text, form) is not { } value)
        {
            var shown = isReference ? "what it refers to" : setting.Form is WrittenForm.List
                ? "a list"
                : setting.Form is WrittenForm.Group ? "an object" : $"'{text}'";
            _problems.Add(new("SN1005", place, $"'{name}' cannot be {shown}.", $"it is {SettingText.Expected(shape.Type)}."));
            return;
        }

        if (OutOfRange(shape, value) is { } range)
        {
            var code = name == "format" ? "SN1006" : "SN1005";
            _problems.Add(new(code, place, $"'{name}' cannot be {SettingText.Write(value)}.", $"it is {range}."));
            return;
        }

        _entries[name] = new(name, value, setting.Source, isReference || shape.Type == typeof(Secret));
    }

    private static string? OutOfRange(SettingSchema shape, object value)
    {
        var minimum = shape.Attribute!.Minimum;
        var maximum = shape.Attribute.Maximum;
        var low = minimum is null ? null : SettingText.Read(shape.Type, minimum, WrittenForm.Any);
        var high = maximum is null ? null : SettingText.Read(shape.Type, maximum, WrittenForm.Any);
        if ((low is null || Comparer.DefaultInvariant.Compare(value, low) >= 0)
            && (high is null || Comparer.DefaultInvariant.Compare(value, high) <= 0))
        {
            return null;
        }

        return minimum == maximum ? minimum
            : high is null ? $"at least {minimum}"
            : low is null ? $"at most {maximum}"
            : $"from {minimum} to {maximum}";
    }

    private object Bind(SettingSchema shape, string name, string environment)
    {
        var settings = Activator.CreateInstance(shape.Type)!;
        foreach (var child in shape.Children)
        {
            var address = name.Length == 0 ? child.Name : $"{name}.{child.Name}";
            if (child.Part is { } part)
            {
                var parts = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(child.Type.GetGenericArguments()))!;
                foreach (var key in _parts.GetValueOrDefault(address) ?? [])
                {
                    parts[key] = Bind(part, $"{address}.{key}", environment);
                }

                child.Property!.SetValue(settings, parts);
            }
            else if (!child.IsValue)
            {
                child.Property!.SetValue(settings, Bind(child, address, environment));
            }
            else if (_entries.TryGetValue(address, out var entry))
            {
                child.Property!.SetValue(settings, entry.Value);
            }
            else
            {
                if (environment == "dev" && child.Attribute!.InDev is { } inDev)
                {
                    child.Property!.SetValue(settings, SettingText.Read(child.Type, inDev, WrittenForm.Any));
                }

                _entries[address] = new(address, child.Property!.GetValue(settings), SettingSource.Default, IsReference: false);
            }
        }

        return settings;
    }

    private List<SettingEntry> Entries()
    {
        var ordered = new List<SettingEntry>();
        Collect(_root, "");
        return ordered;

        void Collect(SettingSchema shape, string name)
        {
            foreach (var child in shape.Children)
            {
                var address = name.Length == 0 ? child.Name : $"{name}.{child.Name}";
                if (child.Part is { } part)
                {
                    foreach (var key in _parts.GetValueOrDefault(address) ?? [])
                    {
                        Collect(part, $"{address}.{key}");
                    }
                }
                else if (child.IsValue)
                {
                    ordered.Add(_entries[address]);
                }
                else
                {
                    Collect(child, address);
                }
            }
        }
    }

    private string? Contents(string path, string variable)
    {
        try
        {
            return File.ReadAllText(path).TrimEnd('\r', '\n');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            _problems.Add(
                new(
                    "SN1008",
                    variable,
                    $"it names the file '{path}', which cannot be read: {error.Message}",
                    "write the file, or take the variable away."));
            return null;
        }
    }
}
