using System.Diagnostics;
using System.Reflection;
using Sensorium.Core.Files;

namespace Sensorium.Simulation.Disks;

/// <summary>
/// Counts every line that uses the disk and how often a kill or a failure struck there, so that a run can say which lines it has not tried.
/// One may be shared by the machines of many seeds, one after the other.
/// </summary>
public sealed class CallSites
{
    private readonly
        Dictionary<(MethodBase Method, int Offset, MethodBase? Caller, MethodBase? Entry, string Operation), CodeLocation> _places = [];
    private readonly SortedDictionary<string, CallSite> _sites = new(StringComparer.Ordinal);

    /// <summary>All sites reached, by name.</summary>
    public IReadOnlyCollection<CallSite> All => _sites.Values;

    /// <summary>The sites that change the disk and at which no process was killed yet.</summary>
    public IEnumerable<CallSite> NeverKilled => _sites.Values.Where(site => site.Changes && site.Kills == 0);

    /// <summary>Adds what another run has counted.</summary>
    public void Add(CallSites other)
    {
        foreach (var (name, site) in other._sites)
        {
            var own = _sites.GetValueOrDefault(name, new(site.Place, site.Changes, 0, 0, 0));
            _sites[name] = own with
            {
                Calls = own.Calls + site.Calls,
                Kills = own.Kills + site.Kills,
                Failures = own.Failures + site.Failures,
            };
        }
    }

    internal void Record(CodeLocation place, CallOutcome outcome, bool changes)
    {
        var site = _sites.GetValueOrDefault(place.Name, new(place, changes, 0, 0, 0));
        _sites[place.Name] = site with
        {
            Calls = site.Calls + 1,
            Kills = site.Kills + (outcome == CallOutcome.Kill ? 1 : 0),
            Failures = site.Failures + (outcome == CallOutcome.Fail ? 1 : 0),
        };
    }

    internal CodeLocation PlaceOf(string operation)
    {
        StackFrame? site = null;
        MethodBase? caller = null;
        MethodBase? entry = null;
        var depth = 0;
        var siteDepth = 0;
        foreach (var frame in new StackTrace(0, fNeedFileInfo: false).GetFrames())
        {
            if (frame.GetMethod() is { DeclaringType: { } type } method && IsOfInterest(type))
            {
                if (site is null)
                {
                    (site, siteDepth) = (frame, depth);
                    if (!IsCore(type))
                    {
                        break;
                    }

                    entry = method;
                }
                else if (!IsCore(type))
                {
                    caller = method;
                    break;
                }
                else
                {
                    entry = method;
                }
            }

            depth++;
        }

        if (site?.GetMethod() is not { } siteMethod)
        {
            return new("", 0, operation, null, null);
        }

        var key = (siteMethod, site.GetILOffset(), caller, entry, operation);
        if (!_places.TryGetValue(key, out var place))
        {
            var line = new StackFrame(siteDepth, needFileInfo: true).GetFileLineNumber();
            place = new(
                Member(siteMethod),
                line,
                operation,
                caller is null ? null : Member(caller),
                caller is null ? null : Member(entry!));
            _places.Add(key, place);
        }

        return place;
    }

    private static bool IsOfInterest(Type type) =>
        type.Namespace is { } space
        && space.StartsWith("Sensorium", StringComparison.Ordinal)
        && space != typeof(CallSites).Namespace
        && space != typeof(SimulatedMachine).Namespace + ".Scheduling";

    private static bool IsCore(Type type) => type.Assembly == typeof(IFileSystem).Assembly;

    /// <summary>Type and member as written: an async method runs as the MoveNext of a type named after it, a lambda as a member.</summary>
    internal static string Member(MethodBase method)
    {
        var type = method.DeclaringType!;
        var member = Written(method.Name);
        while (type.Name.StartsWith('<') && type.DeclaringType is { } outer)
        {
            member = Written(type.Name) is { Length: > 0 } nested ? nested : member;
            type = outer;
        }

        return $"{type.Name}.{member}";
    }

    /// <summary>"Commit" of "&lt;Commit&gt;d__5", of "&lt;&lt;Commit&gt;b__0&gt;d" and of itself; nothing of "&lt;&gt;c".</summary>
    private static string Written(string name)
    {
        var start = name.LastIndexOf('<') + 1;
        return start == 0 ? name : name[start..name.IndexOf('>', start)];
    }
}
