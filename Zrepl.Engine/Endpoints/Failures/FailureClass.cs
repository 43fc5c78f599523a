using System.Text.Json.Serialization;

namespace Zrepl.Engine.Endpoints.Failures;

/// <summary>What a run does about a failure. In this order: of several failures the first one here decides. Source: spec 1.10.2.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FailureClass>))]
public enum FailureClass
{
    /// <summary>The run itself was stopped: nothing to do.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    /// <summary>The other side is away: wait for it, then plan again.</summary>
    [JsonStringEnumMemberName("connectivity")]
    Connectivity,

    /// <summary>A stream stood still and was ended: plan again, and continue it. The other side is there.</summary>
    [JsonStringEnumMemberName("stalled")]
    Stalled,

    /// <summary>
    /// What was to be continued could not be, and may not be any more what the receiver had saved when it was listed: an interrupted receive may have gone
    /// on a little after that. Plan again, once.
    /// </summary>
    [JsonStringEnumMemberName("outdated")]
    Outdated,

    /// <summary>Repeating cannot help now: the next run of the job tries again.</summary>
    [JsonStringEnumMemberName("permanent")]
    Permanent,
}
