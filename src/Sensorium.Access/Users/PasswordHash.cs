using System.Globalization;
using System.Security.Cryptography;

namespace Sensorium.Access.Users;

/// <summary>
/// What is kept of a password: PBKDF2 with SHA-512, the best that .NET has for passwords, as <c>pbkdf2-sha512$rounds$salt$hash</c>. The
/// rounds stand with each hash, so that they can be raised later.
/// </summary>
public sealed class PasswordHash
{
    private const string Scheme = "pbkdf2-sha512";
    private const int Rounds = 210_000;
    private const int SaltBytes = 16;
    private const int HashBytes = 64;

    private readonly int _rounds;
    private readonly byte[] _salt;
    private readonly byte[] _hash;

    private PasswordHash(int rounds, byte[] salt, byte[] hash) => (_rounds, _salt, _hash) = (rounds, salt, hash);

    /// <summary>Of a password that nobody has: comparing with it takes as long as with any other.</summary>
    public static PasswordHash OfNobody { get; } = new(
        Rounds, RandomNumberGenerator.GetBytes(SaltBytes), RandomNumberGenerator.GetBytes(HashBytes));

    public static PasswordHash Of(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new(Rounds, salt, Derive(password, salt, Rounds));
    }

    /// <exception cref="FormatException">The text is none of <see cref="ToString"/>.</exception>
    public static PasswordHash Parse(string text) => text.Split('$') is [Scheme, var rounds, var salt, var hash]
        && int.TryParse(rounds, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
        ? new(number, Convert.FromBase64String(salt), Convert.FromBase64String(hash))
        : throw new FormatException("no hash of a password");

    /// <summary>Takes a tenth of a second or more of one core, whatever the answer.</summary>
    public bool Matches(string password) => CryptographicOperations.FixedTimeEquals(Derive(password, _salt, _rounds), _hash);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Scheme}${_rounds}${Convert.ToBase64String(_salt)}${Convert.ToBase64String(_hash)}");

    private static byte[] Derive(string password, byte[] salt, int rounds) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, rounds, HashAlgorithmName.SHA512, HashBytes);
}
