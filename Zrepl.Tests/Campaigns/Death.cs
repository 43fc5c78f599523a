using System.Diagnostics.CodeAnalysis;

namespace Zrepl.Tests.Campaigns;

/// <summary>The process of the daemon is gone; whatever it does afterwards does not happen.</summary>
internal sealed class DaemonDiedException() : Exception("The daemon has been killed.");

/// <summary>When one process of the daemon is killed: around a command, or in the middle of a stream.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "Without timer or wait handle there is nothing to give back.")]
internal sealed class Death
{
    private readonly CancellationTokenSource _died = new();
    private readonly int _beforeCommand;
    private readonly int _afterCommand;
    private readonly long _afterStreamBytes;
    private int _commands;
    private long _streamBytes;

    private Death(int beforeCommand, int afterCommand, long afterStreamBytes) =>
        (_beforeCommand, _afterCommand, _afterStreamBytes) = (beforeCommand, afterCommand, afterStreamBytes);

    /// <summary>It lives on.</summary>
    public static Death Never => new(int.MaxValue, int.MaxValue, long.MaxValue);

    /// <summary>Killed right before its n-th command, counted from 1.</summary>
    public static Death BeforeCommand(int number) => new(number, int.MaxValue, long.MaxValue);

    /// <summary>Killed after its n-th command has done its work, before it learns of that.</summary>
    public static Death AfterCommand(int number) => new(int.MaxValue, number, long.MaxValue);

    /// <summary>Killed once so many bytes of streams passed through it.</summary>
    public static Death AfterStreamBytes(long bytes) => new(int.MaxValue, int.MaxValue, bytes);

    public CancellationToken Token => _died.Token;

    public bool HasDied => _died.IsCancellationRequested;

    public void Die() => _died.Cancel();

    /// <summary>Called for each command about to start.</summary>
    /// <returns>True if the daemon dies as soon as this command has done its work.</returns>
    public bool NextCommand()
    {
        ThrowIfDead();
        var number = Interlocked.Increment(ref _commands);
        if (number >= _beforeCommand) Die();
        ThrowIfDead();
        return number >= _afterCommand;
    }

    /// <summary>Called for each piece of a stream.</summary>
    public void Pass(int bytes)
    {
        if (Interlocked.Add(ref _streamBytes, bytes) >= _afterStreamBytes) Die();
        ThrowIfDead();
    }

    public void ThrowIfDead()
    {
        if (HasDied) throw new DaemonDiedException();
    }
}
