using Zrepl.Engine.Transport;

namespace Zrepl.Tests.Support.Wire;

/// <summary>What a scripted peer does with its end of a wire.</summary>
internal static class WireReading
{
    /// <summary>Exactly so many bytes.</summary>
    public static async Task<byte[]> TakeAsync(this WireStream wire, int count)
    {
        var bytes = new byte[count];
        await wire.ReadExactlyAsync(bytes).AsTask().WaitAsync(Deadline.OfATest);
        return bytes;
    }

    /// <summary>Everything until the other side's end.</summary>
    public static async Task<byte[]> TakeAllAsync(this WireStream wire)
    {
        using var all = new MemoryStream();
        await wire.CopyToAsync(all).WaitAsync(Deadline.OfATest);
        return all.ToArray();
    }

    /// <summary>Bytes written in hex, blanks and line feeds between them as one likes.</summary>
    public static byte[] Hex(string text) => Convert.FromHexString(string.Concat(text.Where(c => !char.IsWhiteSpace(c))));
}
