namespace Zrepl.Engine.Bandwidth;

/// <summary>A stream that came over the network in another length than it is read in, because it was compressed.</summary>
internal interface INetworkPayload
{
    /// <summary>Bytes of payload that have come over the network so far, as they were sent. Never falls.</summary>
    long PayloadBytes { get; }
}
