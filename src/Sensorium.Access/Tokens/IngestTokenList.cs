using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sensorium.Core;
using Sensorium.Core.Files;

namespace Sensorium.Access.Tokens;

/// <summary>The tokens of a city's streams. A change is audited, then written, then seen by all. Safe for several threads.</summary>
public sealed partial class IngestTokenList
{
    private const int Most = 10_000;

    /// <summary>So that a token that was committed or pasted somewhere can be found.</summary>
    private const string Prefix = "sensorium_";

    private readonly AccessFile _file;
    private readonly AuditLog _audit;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private FrozenDictionary<string, IngestToken> _byHash;

    internal IngestTokenList(IFileSystem files, string path, AuditLog audit, TimeProvider time)
    {
        (_file, _audit, _time) = (new(files, path), audit, time);
        _byHash = _file.Read(Parse) ?? FrozenDictionary<string, IngestToken>.Empty;
    }

    /// <summary>By stream and name.</summary>
    public IReadOnlyList<IngestToken> All => [.. Ordered(Volatile.Read(ref _byHash).Values)];

    /// <param name="name">Null for the first that is free of token-1, token-2, …</param>
    /// <returns>The secret, which is shown now and never again.</returns>
    /// <exception cref="Core.SensoriumException">The name is taken (SN8008) or none (SN8010, SN1018), or there are too many tokens
    /// (SN8011).</exception>
    public (IngestToken Token, string Secret) Add(Caller who, string stream, string? name)
    {
        if (stream != IngestToken.OfProbes && !StreamName.IsValid(stream))
        {
            throw AccessErrors.NoStreamName(stream);
        }

        if (name is not null && !TokenName().IsMatch(name))
        {
            throw AccessErrors.NoTokenName(name);
        }

        lock (_gate)
        {
            var taken = _byHash.Values.Where(token => token.Stream == stream).Select(token => token.Name).ToHashSet(StringComparer.Ordinal);
            if (name is not null && taken.Contains(name))
            {
                throw AccessErrors.TokenExists(stream, name);
            }

            if (_byHash.Count >= Most)
            {
                throw AccessErrors.TooMany("tokens", Most);
            }

            var free = name ?? Enumerable.Range(1, Most + 1).Select(n => string.Create(CultureInfo.InvariantCulture, $"token-{n}"))
                .First(other => !taken.Contains(other));
            var secret = RandomSecret.Next(Prefix);
            var token = new IngestToken(stream, free, RandomSecret.HashOf(secret), _time.GetUtcNow());
            _audit.Append(who, "add token", $"{stream}/{free}");
            Keep([.. _byHash.Values, token]);
            return (token, secret);
        }
    }

    /// <exception cref="Core.SensoriumException">There is no such token (SN8009).</exception>
    public void Remove(Caller who, string stream, string name)
    {
        lock (_gate)
        {
            var removed = _byHash.Values.FirstOrDefault(token => token.Stream == stream && token.Name == name)
                ?? throw AccessErrors.NoSuchToken(stream, name);
            _audit.Append(who, "remove token", $"{stream}/{name}");
            Keep([.. _byHash.Values.Where(token => token != removed)]);
        }
    }

    /// <returns>Null where the secret is of no token.</returns>
    public IngestToken? Find(string secret)
    {
        var hash = RandomSecret.HashOf(secret);
        return Volatile.Read(ref _byHash).TryGetValue(hash, out var token) && RandomSecret.AreEqual(hash, token.Hash) ? token : null;
    }

    private static FrozenDictionary<string, IngestToken> Parse(JsonObject file)
    {
        var streams = AccessFile.Members(file, "tokens");
        return streams
            .SelectMany(stream => AccessFile.Members(streams, stream.Key).Select(token =>
                new IngestToken(stream.Key, token.Key, AccessFile.Text(token.Value, "hash"), AccessFile.Time(token.Value, "since"))))
            .ToFrozenDictionary(token => token.Hash, StringComparer.Ordinal);
    }

    private static IEnumerable<IngestToken> Ordered(IEnumerable<IngestToken> tokens) =>
        tokens.OrderBy(token => token.Stream, StringComparer.Ordinal).ThenBy(token => token.Name, StringComparer.Ordinal);

    private void Keep(IReadOnlyList<IngestToken> tokens)
    {
        var streams = new JsonObject();
        foreach (var token in Ordered(tokens))
        {
            if (streams[token.Stream] is not JsonObject stream)
            {
                streams[token.Stream] = stream = [];
            }

            stream[token.Name] = new JsonObject { ["hash"] = token.Hash, ["since"] = AccessFile.Text(token.Since) };
        }

        _file.Write(new() { ["tokens"] = streams });
        Volatile.Write(ref _byHash, tokens.ToFrozenDictionary(token => token.Hash, StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex TokenName();
}
