namespace Zrepl.Engine.Logging.Outlets;

/// <summary>An outlet loses entries.</summary>
/// <param name="OutletType"><c>stdout</c>, <c>syslog</c>, <c>tcp</c> or <c>file</c>.</param>
/// <param name="Reason">What the operating system said, or that it is too slow.</param>
/// <param name="Lost">Entries lost since the last report.</param>
internal sealed record OutletTrouble(string OutletType, string Reason, long Lost);
