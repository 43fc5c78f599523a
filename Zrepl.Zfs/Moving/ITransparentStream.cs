namespace Zrepl.Zfs.Moving;

/// <summary>
/// A stream that passes on what another one gives and wants to know only how much. Who moves bytes without reading them, from one file
/// descriptor to another, takes <see cref="Inner"/> and reports with <see cref="Count"/>.
/// </summary>
public interface ITransparentStream
{
    /// <summary>Where the bytes come from.</summary>
    Stream Inner { get; }

    /// <summary>Reports bytes that were taken from <see cref="Inner"/> directly.</summary>
    void Count(int bytes);
}
