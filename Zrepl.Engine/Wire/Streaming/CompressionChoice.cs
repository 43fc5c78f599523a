namespace Zrepl.Engine.Wire.Streaming;

/// <summary>
/// Decides part by part whether compressing pays (spec wire 14.3): it does if the network takes longer for the bytes that compression saves than
/// compression takes. What cannot be compressed, or a network faster than the compressor, is found out with a few parts and tried again
/// later.
/// </summary>
internal sealed class CompressionChoice
{
    /// <summary>Parts that are compressed to find out.</summary>
    public const int PartsOfAProbe = 8;

    /// <summary>Bytes that are sent as they are after a probe that did not pay.</summary>
    public const long BytesBetweenProbes = 64L << 20;

    private const double NotWorthIt = 0.95; // of the length before

    private int _partsLeft = PartsOfAProbe;
    private long _restBeforeProbe;
    private int _good;
    private double _saved;
    private double _written;
    private TimeSpan _compressing;
    private TimeSpan _writing;

    /// <summary>True: compress the next part.</summary>
    public bool Compresses => _restBeforeProbe <= 0;

    /// <summary>Bytes to be sent as they are before the next probe; 0 while <see cref="Compresses"/>.</summary>
    public long RestBeforeProbe => Math.Max(0, _restBeforeProbe);

    /// <summary>Takes note of bytes that were sent as they are.</summary>
    public void SentPlain(long bytes)
    {
        if (Compresses) return;
        _restBeforeProbe -= bytes;
        if (Compresses) BeginProbe();
    }

    /// <summary>Takes note of a part that was tried.</summary>
    /// <param name="before">Its length.</param>
    /// <param name="after">The length that was sent.</param>
    /// <param name="compressing">Time for compression.</param>
    /// <param name="writing">Time for sending what remained.</param>
    public void Tried(int before, int after, TimeSpan compressing, TimeSpan writing)
    {
        if (after < before * NotWorthIt) _good++;
        _saved += before - after;
        _written += after;
        _compressing += compressing;
        _writing += writing;
        if (--_partsLeft > 0) return;

        // The saved bytes would have taken their share of the time in which the others went out.
        var wouldHaveTaken = _written > 0 ? _writing * (_saved / _written) : TimeSpan.Zero;
        if (_good == 0 || wouldHaveTaken < _compressing) _restBeforeProbe = BytesBetweenProbes;
        BeginProbe();
    }

    private void BeginProbe() => (_partsLeft, _good, _saved, _written, _compressing, _writing) = (PartsOfAProbe, 0, 0, 0, TimeSpan.Zero, TimeSpan.Zero);
}
