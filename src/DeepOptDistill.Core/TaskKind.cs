namespace DeepOptDistill.Core;

/// <summary>What a network is asked about a sample, and with it what the numbers of its answer mean.</summary>
public enum TaskKind
{
    /// <summary>Which one of several classes it belongs to: one logit a class, softmax over them.</summary>
    Classes,

    /// <summary>Which of several labels it has, each by itself (multi-label): one logit a label, a sigmoid of each.</summary>
    Labels,

    /// <summary>How large one or several quantities are (regression): the numbers themselves.</summary>
    Values,
}
