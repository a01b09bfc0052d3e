using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Sensorium.Access;

/// <summary>
/// 256 random bits as text for a URL, a header or a cookie. No dictionary has them, so a plain SHA-256 is all that is kept of one: whoever
/// reads the file cannot use it.
/// </summary>
public static class RandomSecret
{
    private const int Bytes = 32;

    public static string Next(string prefix = "") => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <returns>In hexadecimal.</returns>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Compares in a time that says nothing of where they differ.</summary>
    public static bool AreEqual(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));
}
