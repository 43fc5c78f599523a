using System.Collections.Immutable;
using Zrepl.Engine.Tracing.Commands;

namespace Zrepl.Web.Api;

/// <summary>The <c>zfs</c> commands that run now, in all engines of the process.</summary>
internal interface IRunningZfsCommands
{
    /// <summary>The commands, the longest running first.</summary>
    ImmutableArray<ActiveZfsCommand> Running { get; }
}
