using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Zrepl.Zfs.Simulator.Processes;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary>
/// Key material from where <c>keylocation</c> says. Files do not have to exist: without an entry in <see cref="SimulatedHost.KeyFiles"/>
/// a file's name stands for its content, so that equal locations mean equal keys.
/// </summary>
internal static class KeyMaterial
{
    /// <summary>Takes a key and keeps only its fingerprint.</summary>
    /// <param name="call">The command.</param>
    /// <param name="location">Value of <c>keylocation</c>.</param>
    /// <param name="format">Value of <c>keyformat</c>.</param>
    /// <param name="typed">What was read from standard input, for the location <c>prompt</c>.</param>
    public static (ulong Fingerprint, string? Problem) Take(CommandCall call, string location, string format, string typed)
    {
        var material = location == "prompt" ? typed : call.Host.KeyFiles.GetValueOrDefault(location, location);
        if (material is null) return (0, "Failed to open key material file: No such file or directory");
        var problem = format switch
        {
            "passphrase" when material.Length < 8 => "Passphrase too short (min 8).",
            "hex" when location == "prompt" && material.Length != 64 => $"Hex key too {(material.Length < 64 ? "short" : "long")} (expected 64).",
            "raw" when location == "prompt" && material.Length != 32 => $"Raw key too {(material.Length < 32 ? "short" : "long")} (expected 32).",
            _ => null,
        };
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(format + "\n" + material));
        return (BinaryPrimitives.ReadUInt64LittleEndian(hash), problem);
    }

    /// <summary>Reads the first line of standard input. Never inside a session: whoever writes it may take his time.</summary>
    public static async Task<string> ReadInputAsync(CommandCall call)
    {
        const int LongestKey = 512;
        while (true)
        {
            var result = await call.Input.ReadAsync(call.Killed);
            if (result.IsCompleted || result.Buffer.Length > LongestKey)
            {
                var text = Encoding.UTF8.GetString(result.Buffer.Slice(0, Math.Min(result.Buffer.Length, LongestKey)));
                call.Input.AdvanceTo(result.Buffer.End);
                return text.Split('\n')[0];
            }

            call.Input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
