namespace Sensorium.City.Settings;

internal enum WrittenForm
{
    /// <summary>Outside JSON: text that may mean any type.</summary>
    Any,
    String,
    Number,
    Switch,
    Null,

    /// <summary>An object without members.</summary>
    Group,
    List,
}
