using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Unicode;
using Sensorium.Core;

namespace Sensorium.Engine.Expressions.Functions;

/// <summary>Hashes and encodings of a text's UTF-8, or of bytes.</summary>
internal static class Encodings
{
    [SqlFunction("md5(varchar) varchar", "The MD5 hash as 32 small hexadecimal digits; a fingerprint, no protection.")]
    [SqlFunction("md5(binary) varchar")]
    [SuppressMessage(
        "Security", "CA5351:Do Not Use Broken Cryptographic Algorithms", Justification = "SQL's function of that name is this.")]
    public static Utf8Text Md5(Utf8Text text, TextArena arena)
    {
        Span<byte> hash = stackalloc byte[MD5.HashSizeInBytes];
        MD5.HashData(text.Span, hash);
        return Hex(hash, "0123456789abcdef"u8, arena);
    }

    [SqlFunction("sha256(varchar) varchar", "The SHA-256 hash as 64 small hexadecimal digits.")]
    [SqlFunction("sha256(binary) varchar")]
    public static Utf8Text Sha256(Utf8Text text, TextArena arena)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text.Span, hash);
        return Hex(hash, "0123456789abcdef"u8, arena);
    }

    [SqlFunction("hex(varchar) varchar", "The bytes as capital hexadecimal digits, or a number in base 16.")]
    [SqlFunction("hex(binary) varchar")]
    public static Utf8Text Hex(Utf8Text text, TextArena arena) => Hex(text.Span, "0123456789ABCDEF"u8, arena);

    [SqlFunction("hex(bigint) varchar")]
    public static Utf8Text Hex(long value, TextArena arena)
    {
        Utf8Formatter.TryFormat((ulong)value, arena.Allocate(16, out var text), out var length, new('X'));
        return arena.Shorten(text, length);
    }

    [SqlFunction("to_base64(varchar) varchar", "The bytes in Base64.")]
    [SqlFunction("to_base64(binary) varchar")]
    public static Utf8Text ToBase64(Utf8Text text, TextArena arena)
    {
        Base64.EncodeToUtf8(text.Span, arena.Allocate(Base64.GetMaxEncodedToUtf8Length(text.Length), out var encoded), out _, out _);
        return encoded;
    }

    [SqlFunction("from_base64(varchar) varchar", "The text that Base64 stands for; fails where it is none, or not UTF-8.")]
    public static Utf8Text FromBase64(Utf8Text text, TextArena arena, ref RowFault fault)
    {
        var room = arena.Allocate(Base64.GetMaxDecodedFromUtf8Length(text.Length), out var decoded);
        if (Base64.DecodeFromUtf8(text.Span, room, out _, out var length) != OperationStatus.Done || !Utf8.IsValid(room[..length]))
        {
            fault = RowFault.InvalidArgument;
            return default;
        }

        return arena.Shorten(decoded, length);
    }

    private static Utf8Text Hex(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> digits, TextArena arena)
    {
        var room = arena.Allocate(bytes.Length * 2, out var text);
        for (var i = 0; i < bytes.Length; i++)
        {
            room[i * 2] = digits[bytes[i] >> 4];
            room[(i * 2) + 1] = digits[bytes[i] & 15];
        }

        return text;
    }
}
