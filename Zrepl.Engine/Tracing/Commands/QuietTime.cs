using Zrepl.Zfs.Commands;

namespace Zrepl.Engine.Tracing.Commands;

/// <summary>Measures for how long a command has given no sign of life, from looks at it. Looks at nothing itself.</summary>
internal sealed class QuietTime
{
    private (long? Ticks, long? Bytes) _last;

    /// <summary>For how long nothing changed, as of the last look.</summary>
    public TimeSpan Length { get; private set; }

    /// <summary>Takes in a look.</summary>
    /// <param name="signs">What was seen.</param>
    /// <param name="sinceLast">Time since the look before, or since the start.</param>
    /// <param name="planned">Time that was to be between them: of a process that was stopped meanwhile, no more than twice as much counts.</param>
    public TimeSpan Look(CommandSigns signs, TimeSpan sinceLast, TimeSpan planned)
    {
        var now = (signs.CpuTicks, signs.IoBytes);
        Length = now == _last || now is (null, null) ? Length + (sinceLast < planned * 2 ? sinceLast : planned * 2) : TimeSpan.Zero;
        _last = now;
        return Length;
    }
}
