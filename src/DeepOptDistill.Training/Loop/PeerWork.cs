using System.Runtime.InteropServices;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Features;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Schedules;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Loop;

/// <summary>
/// The peers of a network at work in a stage. In each step all of them answer before any of them moves; each has its own objective,
/// optimizer and dropout masks. Rates, early stops and the best epoch are the first network's.
/// </summary>
internal sealed class PeerWork : IDisposable
{
    private readonly IReadOnlyList<Peer> peers;
    private readonly List<LossInput> seen = [];

    /// <param name="peers">The networks beside the first.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="tensors">The teachers' inner tensors that its hints can read.</param>
    /// <param name="length">Steps of the stage and of an epoch.</param>
    public PeerWork(IReadOnlyList<Peer> peers, Stage stage, IReadOnlyList<FeatureTensor> tensors, ScheduleClock length)
    {
        this.peers = peers;
        Works =
        [
            .. peers.Select(peer => new StageWork(
                peer.Network,
                stage,
                tensors,
                new Seed((ulong)peer.Seed).Derive("stage").Derive(stage.Name),
                length
            )),
        ];
    }

    /// <summary>The stage on each peer.</summary>
    public IReadOnlyList<StageWork> Works { get; }

    /// <summary>Lets the peers answer a batch; the first network's losses see what they said.</summary>
    public LossInput Answer(Tensor pixels, LossInput input, long number)
    {
        seen.Clear();
        for (var k = 0; k < peers.Count; k++)
        {
            Dropouts.Draw(peers[k].Network, peers[k].Seed, number);
            seen.Add(Works[k].Forward(pixels, input));
        }
        return seen.Count == 0 ? input : input with { Peers = [.. seen.Select(answer => answer.Logits.detach())] };
    }

    /// <summary>Moves each peer by what the others and the first network said.</summary>
    /// <param name="first">What the first network's losses saw.</param>
    /// <param name="rate">η of this step.</param>
    /// <param name="number">Number of the step, for problems.</param>
    /// <param name="labels">Labels of the batch.</param>
    /// <param name="courses">Receive what was seen of each.</param>
    public void Learn(LossInput first, double rate, long number, ReadOnlySpan<int> labels, IReadOnlyList<PeerCourse> courses)
    {
        if (peers.Count == 0)
            return;
        Tensor[] logits = [first.Logits.detach(), .. first.Peers];
        for (var k = 0; k < peers.Count; k++)
        {
            var work = Works[k];
            var (objective, terms) = work.Objective(seen[k] with { Peers = [.. logits.Where((_, at) => at != k + 1)] });
            var loss = Divergence.Check(objective.item<float>(), work.Stage, number, rate, terms);
            work.Optimizer.Backward(objective);
            work.Optimizer.Step(rate);
            foreach (var (_, parameter) in work.Learned)
                parameter.grad = null;
            courses[k].Tally.Add(loss, terms);
            if (work.HasLogits)
                courses[k].Tally.Count(MemoryMarshal.Cast<byte, float>(logits[k + 1].contiguous().bytes), labels);
        }
    }

    /// <summary>Ends an epoch of each.</summary>
    public IReadOnlyList<PeerCourse> Close(IReadOnlyList<PeerCourse> courses, EpochEnd end, double rate, ScheduleClock clock) =>
        [
            .. courses.Select(
                (course, k) =>
                    new PeerCourse
                    {
                        Epochs =
                        [
                            .. course.Epochs,
                            end.Of(peers[k].Network, Works[k], course.Tally, course.Epochs.Count + 1, rate, clock) with
                            {
                                Seed = peers[k].Seed,
                            },
                        ],
                    }
            ),
        ];

    /// <summary>Keeps or forgets weights as the first network does.</summary>
    public void Remember(IReadOnlyList<EpochRecord> first)
    {
        foreach (var work in Works)
            work.Best?.After(first);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var work in Works)
            work.Dispose();
    }
}
