using System.Runtime.InteropServices;

namespace Zrepl.Web.Hosting;

/// <summary>
/// What the operating system tells a daemon: SIGTERM and SIGINT end it in order, a second one ends it at once, SIGHUP reloads the configuration.
/// </summary>
internal sealed class DaemonSignals : IDisposable
{
    private const int EndedBySignal = 130; // what shells give for a process that died of SIGINT
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Action<string> _end;
    private int _count;

    /// <param name="end">Asked once, with the name of the signal.</param>
    /// <param name="reload">Asked for every SIGHUP.</param>
    public DaemonSignals(Action<string> end, Action reload)
    {
        _end = end;
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, End));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, End));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            reload();
        }));
    }

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private void End(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (Interlocked.Increment(ref _count) > 1) Environment.Exit(EndedBySignal);
        _end(signal.Signal.ToString());
    }
}
